"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import {
  addTagToAddresses,
  createAddress,
  deleteAddress,
  deleteAddresses,
  removeTagFromAddresses,
  updateAddress,
} from "./mutations";
import {
  createAddressSchema,
  deleteAddressesSchema,
  deleteAddressSchema,
  tagAddressesSchema,
  updateAddressSchema,
} from "./schema";

const pages = { revalidate: [paths.addresses] };

export const createAddressAction = tenantAction(createAddressSchema, createAddress, pages);
export const updateAddressAction = tenantAction(updateAddressSchema, updateAddress, pages);
export const deleteAddressAction = tenantAction(deleteAddressSchema, deleteAddress, pages);
export const addTagToAddressesAction = tenantAction(tagAddressesSchema, addTagToAddresses, pages);
export const removeTagFromAddressesAction = tenantAction(
  tagAddressesSchema,
  removeTagFromAddresses,
  pages,
);
export const deleteAddressesAction = tenantAction(deleteAddressesSchema, deleteAddresses, pages);
